export default async function publish(): Promise<{ success: boolean }> {
  return { success: true };
}

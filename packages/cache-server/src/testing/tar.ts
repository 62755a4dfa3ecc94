const blockBytes = 512;

/** A tar archive of text files, as far as the statistics read one. */
export function tarOf(files: Readonly<Record<string, string>>): Buffer {
  const blocks = Object.entries(files).flatMap(([path, text]) => {
    const header = Buffer.alloc(blockBytes);
    header.write(path, 0, 100);
    header.write(Buffer.byteLength(text).toString(8).padStart(11, '0'), 124);
    const body = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / blockBytes) * blockBytes);
    body.write(text);
    return [header, body];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)]);
}

/** A server and who asks it. */
export interface Access {
  /** Without a slash at the end. */
  url: string;
  token: string;
}

const address = ({ url }: Access, hash: string) => `${url}/v1/cache/${hash}`;
const headers = ({ token }: Access) => ({ authorization: `Bearer ${token}` });

/** Stores an object as Nx does; the status of the answer. */
export async function store(access: Access, hash: string, body: string): Promise<number> {
  const options = { method: 'PUT', headers: headers(access), body };
  return (await fetch(address(access, hash), options)).status;
}

/** Takes an object as Nx does: its content, or the status of the answer. */
export async function take(access: Access, hash: string): Promise<string | number> {
  const answer = await fetch(address(access, hash), { headers: headers(access) });
  const text = await answer.text();
  return answer.status === 200 ? text : answer.status;
}

/** The two lines that a first start prints. */
export function printedAccess(log: string): Access {
  const [, url = ''] = /_SERVER=(\S+)/.exec(log) ?? [];
  const [, token = ''] = /_ACCESS_TOKEN=(\S+)/.exec(log) ?? [];
  return { url, token };
}

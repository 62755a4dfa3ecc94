import { Buffer } from 'node:buffer';

/** Python source made ready for the scanner. */
export interface SourceText {
  /** One character per byte while `bytes` is true, else decoded text. Without a byte order mark. */
  text: string;
  /** The characters of `text` are UTF-8 bytes; names must be decoded when they are cut out. */
  bytes: boolean;
}

const cookie = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const blankOrComment = /^[ \t\f]*(?:#|$)/;

/**
 * Prepares source for scanning. Bytes become a string of one character per byte: a plain copy, many
 * times cheaper than decoding, and all that decides the structure of Python source is ASCII.
 */
export function sourceText(source: Uint8Array | string): SourceText {
  if (typeof source === 'string') {
    return { text: source.charCodeAt(0) === 0xfeff ? source.slice(1) : source, bytes: false };
  }
  const buffer = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  const marked = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf;
  const text = buffer.toString('latin1', marked ? 3 : 0);
  const encoding = marked ? undefined : declaredEncoding(text);
  return encoding === undefined ? { text, bytes: true } : decoded(buffer, text, encoding);
}

/** The name of PEP 263's cookie, which must stand in the first two lines; undefined for UTF-8. */
function declaredEncoding(text: string): string | undefined {
  // A cookie needs `coding` in the first two lines, and those are short: look before cutting lines.
  const head = text.slice(0, 400);
  if (!head.includes('coding')) return undefined;
  const [first = '', second = ''] = head.split(/\r\n|\r|\n/, 2);
  const name = cookie.exec(first) ?? (blankOrComment.test(first) ? cookie.exec(second) : null);
  const label = name?.[1]?.toLowerCase().replaceAll('_', '-');
  return label === undefined || /^(?:utf-?8(?:-.*)?|u8|(?:us-)?ascii)$/.test(label)
    ? undefined
    : label;
}

/** An unknown encoding is read as Latin-1: wrong letters in a name are better than no imports. */
function decoded(buffer: Buffer, latin1: string, encoding: string): SourceText {
  if (/^(?:iso-)?(?:latin-?1|8859-1)(?:-.*)?$|^l1$/.test(encoding))
    return { text: latin1, bytes: false };
  try {
    const label = encoding.replace(/^cp(?=125\d$)/, 'windows-').replace(/^cp932$/, 'shift-jis');
    return { text: new TextDecoder(label).decode(buffer), bytes: false };
  } catch {
    return { text: latin1, bytes: false };
  }
}

/** Text cut out of a {@link SourceText}, decoded. */
export function decodeText({ bytes }: SourceText, raw: string): string {
  return bytes && !isAscii(raw) ? Buffer.from(raw, 'latin1').toString('utf8') : raw;
}

/** A name cut out of a {@link SourceText}, as Python knows it: decoded and NFKC-normalised. */
export function decodeName(source: SourceText, raw: string): string {
  return isAscii(raw) ? raw : decodeText(source, raw).normalize('NFKC');
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) > 127) return false;
  }
  return true;
}

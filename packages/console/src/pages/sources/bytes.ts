/** Bytes as text where they are UTF-8, else as hex in groups. @param base64 as the API has them */
export function readBody(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
    return hex.join(' ').replaceAll(/((?:[0-9a-f]{2} ){16})/g, '$1\n');
  }
}

import { read } from './forgeries.ts';
import type { SenderAccount, Sent } from './receiving.ts';
import type { Sender } from './sender.ts';

/** Requests whose header carries several signatures, as while a secret is changed. */
export interface SeveralSignatures {
  readonly ownFirst: Sent;
  readonly ownLast: Sent;
  readonly noneOwn: Sent;
  /** Its own, but called one of another scheme. */
  readonly ownAsOther: Sent;
}

/** Makes them of a genuine request and of a stranger's. */
export function severalSignatures(
  { signature: place }: Sender,
  { separator, ignored }: NonNullable<Sender['several']>,
  { genuine, strangers }: SenderAccount,
): SeveralSignatures {
  const strange = read(strangers.signature, place);
  const own = read(genuine.signature, place);
  const put = (text: string): Sent => {
    const header = (genuine.signature[place.header] ?? '').replace(own, () => text);
    return { ...genuine, signature: { ...genuine.signature, [place.header]: header } };
  };
  return {
    ownFirst: put(`${own}${separator}${strange}${ignored}`),
    ownLast: put(`${strange}${separator}${own}${ignored}`),
    noneOwn: put(`${strange}${separator}${strange}${ignored}`),
    ownAsOther: put(`${strange}${ignored.replace(/\w+$/, () => own)}`),
  };
}

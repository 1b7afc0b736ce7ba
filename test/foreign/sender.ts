/** A request before it is signed. */
export interface UnsignedRequest {
  readonly method: string;
  /** The public address, as the sender has it. */
  readonly url: string;
  /** What the sender adds besides what signs; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What the two sides hold, as the sender's screens write it. Keys of one test only. */
export interface HeldCredentials {
  readonly secret?: string;
  readonly publicKey?: string;
  /** PEM, PKCS#8. Never leaves the sending side. */
  readonly privateKey?: string;
}

/** Headers that sign, names in lower case. */
export type SignatureHeaders = Readonly<Record<string, string>>;

/** A request with the headers that sign it. */
export interface SignedRequest {
  readonly request: UnsignedRequest;
  readonly signature: SignatureHeaders;
}

/** Loads a package of `test/tools/senders`. */
export type Load = <Module>(name: string) => Promise<Module>;

/** What a request is answered with. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Where in the headers something is. */
export interface Place {
  readonly header: string;
  /** Its first group is what is meant. */
  readonly pattern: RegExp;
}

/** A product that signs its requests, as its own library or its documents have it. */
export interface Sender {
  readonly preset: string;
  /** What of the preset, where more than one thing is tried. */
  readonly form?: string;
  /** The package that signs or verifies; null: the documents alone say how. */
  readonly library: string | null;
  /** Where the sender documents its signature. */
  readonly page: string;
  readonly credentials: 'secret' | 'base64 secret' | 'ecdsa' | 'ed25519';
  /** @param now in seconds since 1970 @param text something that differs between two requests */
  request(now: number, text: string): UnsignedRequest;
  /** By the library, or where that only verifies, by OpenSSL. @param now in seconds since 1970 */
  sign(
    request: UnsignedRequest,
    credentials: HeldCredentials,
    now: number,
    load: Load,
  ): Promise<SignatureHeaders>;
  /** Whether the library accepts it; absent: it only signs, or there is none. A throw counts as no. */
  accepts?(
    request: UnsignedRequest,
    headers: SignatureHeaders,
    credentials: HeldCredentials,
    load: Load,
  ): Promise<boolean>;
  /** The request that tries the address, and how the library answers it. */
  readonly handshake?: {
    readonly request: UnsignedRequest;
    answer(signed: SignedRequest, credentials: HeldCredentials, load: Load): Promise<Answer>;
  };
  /** How far the library lets the signed time lie back and ahead, in seconds; null: any. */
  readonly libraryTolerance?: { readonly past: number | null; readonly future: number | null };
  readonly signature: Place & { readonly encoding: 'hex' | 'base64' | 'text' };
  /** Where the signed time is; absent: none is, or it is in the body. */
  readonly time?: Place;
  /** The name in the JSON body of the signed time. */
  readonly timeInBody?: string;
  /** The header of the signed id. */
  readonly id?: string;
  /** Where the header may carry several signatures, while a secret is changed. */
  readonly several?: {
    /** What is in front of each but the first. */
    readonly separator: string;
    /** Signatures of schemes that are not this one, to put behind. */
    readonly ignored: string;
    /** Which of them the library compares; null: there is no library. */
    readonly libraryReads: 'all' | 'the last' | null;
  };
  /** What is forged and yet accepted by the library, though not by us. */
  readonly lenient?: readonly string[];
  /** How far we let the signed time lie from now, in seconds; null: none is signed. */
  readonly tolerance: number | null;
  /** What is signed besides. A token signs nothing, and a form only by its parameters. */
  readonly signs: { readonly body: 'bytes' | 'parameters' | 'nothing'; readonly url: boolean };
}

/** Its name in the tests. */
export const nameOf = ({ preset, form }: Sender): string =>
  form === undefined ? preset : `${preset}, ${form}`;

/** A JSON request, for those of which only the bytes count. */
export const jsonRequest = (
  payload: unknown,
  headers: Readonly<Record<string, string>> = {},
  url = 'https://hooks.example.com/in/src_1',
): UnsignedRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify(payload), 'utf8'),
});

/** The body as text, for libraries that take no bytes. */
export const textOf = ({ body }: UnsignedRequest): string => Buffer.from(body).toString('utf8');

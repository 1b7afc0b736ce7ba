import { createVerifier, findProvider } from '@signal-hooks/catalogue';
import { EXAMPLES } from './examples.ts';
import { flipBit } from './forgeries.ts';

/** The bodies are the senders' own and need not be events: only their signatures are checked. */
test.each(EXAMPLES.map((example) => [example.preset, example] as const))(
  'the published example of %s',
  (preset, { credentials, request, at }) => {
    const provider = findProvider(preset);
    if (provider === undefined) throw new Error(`no preset "${preset}"`);
    const verify = createVerifier(provider.signature, credentials);
    expect(verify(request, at)).toMatchObject({ ok: true, credential: 0 });
    const changed = { ...request, body: flipBit(request.body, 8) };
    expect(verify(changed, at)).toEqual({ ok: false, code: 'signature_mismatch' });
  },
);

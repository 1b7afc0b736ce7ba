import type { IngestResult } from '../../ingest/ingest.ts';
import type { SourceDeps } from './deps.ts';
import { type SampleChoice, sampleRequest } from './sample.ts';
import { findReady } from './stored.ts';

/**
 * Sends a sample of the provider through the real way in, signed with this source's own
 * secret. It is stored and delivered like any other event.
 * @throws {GatewayError} `source_not_found`, `invalid_request`, or `conflict` if only the provider could sign it
 */
export async function testSource(
  deps: SourceDeps,
  id: string,
  choice: SampleChoice = {},
): Promise<IngestResult> {
  const ready = await findReady(deps, id);
  return deps.ingestTest(ready, sampleRequest(ready, choice, deps.publicUrl, deps.now()));
}

/**
 * One of the containers that Zapier runs an app in: loads an unpacked build by its entry point
 * and executes what it is handed, one after the other. It ends with whoever has started it.
 *
 * node zapier-lambda.ts <folder>
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** How a function that fails is reported; so does the runtime of AWS Lambda. */
interface Failure {
  readonly errorType: string;
  readonly errorMessage: string;
}

interface Entry {
  readonly handler: (event: unknown, context: object) => Promise<unknown>;
}

const entry = join(process.argv[2] ?? '', 'zapierwrapper.js');
const { handler } = (await import(pathToFileURL(entry).href)) as Entry;

function failureOf(error: unknown): Failure {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { errorType: name, errorMessage: message };
}

process.on('disconnect', () => process.exit());
process.on('message', (event) => {
  handler(event, {}).then(
    (output) => process.send?.({ output }),
    (error: unknown) => process.send?.({ failure: failureOf(error) }),
  );
});
process.send?.('ready');

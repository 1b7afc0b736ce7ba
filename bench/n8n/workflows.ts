import { send } from '../../test/support/http.ts';
import type { Execution, N8nClient, NewNode } from '../../test/support/n8n-client.ts';
import { until } from '../../test/support/until.ts';
import { SECRET, sampleBody, sampleRequest } from '../sample.ts';

/** An active workflow that receives signed webhooks. */
export interface Flow {
  readonly name: string;
  readonly workflowId: string;
  /** Of its webhook, such as /webhook/abc */
  readonly path: string;
  /** The node that only a genuine request reaches. */
  readonly end: string;
  /** How a forged request is answered, and whether it starts an execution. */
  readonly forged: { readonly status: number; readonly executes: boolean };
}

const TRIGGER_ID = '6f0c6c1a-0f5e-4c69-9d5b-3f1f3a0f7b01';
const WEBHOOK_ID = '6f0c6c1a-0f5e-4c69-9d5b-3f1f3a0f7b02';
const SIGNATURE = 'x-siggnal-signature';
const END: NewNode = { name: 'End', type: 'n8n-nodes-base.noOp' };

/** Siggnal Trigger → NoOp. */
export async function makeOurFlow(client: N8nClient): Promise<Flow> {
  const credential = await client.createCredential('siggnalApi', 'Siggnal', {
    signingSecret: SECRET,
    previousSecret: '',
  });
  const workflowId = await client.createWorkflow('Siggnal Trigger', [
    {
      name: 'Siggnal Trigger',
      type: 'n8n-nodes-signal-hooks.siggnalTrigger',
      webhookId: TRIGGER_ID,
      credentials: { siggnalApi: credential },
    },
    END,
  ]);
  await client.activate(workflowId);
  return {
    name: 'Siggnal Trigger',
    workflowId,
    path: `/webhook/${TRIGGER_ID}/webhook`,
    end: END.name,
    forged: { status: 401, executes: false },
  };
}

/**
 * Webhook → Crypto → IF → NoOp, as it is built by hand without a node for the provider: the
 * HMAC of the raw body is compared with the header.
 */
export async function makeHandMadeFlow(client: N8nClient): Promise<Flow> {
  const hmacSecret = await client.createCredential('crypto', 'HMAC', { hmacSecret: SECRET });
  const workflowId = await client.createWorkflow('Hand-made', [
    {
      name: 'Webhook',
      type: 'n8n-nodes-base.webhook',
      typeVersion: 2.1,
      webhookId: WEBHOOK_ID,
      parameters: { httpMethod: 'POST', path: WEBHOOK_ID, options: { rawBody: true } },
    },
    {
      name: 'Crypto',
      type: 'n8n-nodes-base.crypto',
      typeVersion: 2,
      parameters: {
        action: 'hmac',
        binaryData: true,
        binaryPropertyName: 'data',
        type: 'SHA256',
        dataPropertyName: 'hmac',
        encoding: 'hex',
      },
      credentials: { crypto: hmacSecret },
    },
    {
      name: 'IF',
      type: 'n8n-nodes-base.if',
      typeVersion: 2.2,
      parameters: {
        conditions: {
          options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
          combinator: 'and',
          conditions: [
            {
              id: 'signed',
              leftValue: '={{ $json.hmac }}',
              rightValue: `={{ $json.headers['${SIGNATURE}'] }}`,
              operator: { type: 'string', operation: 'equals' },
            },
          ],
        },
        options: {},
      },
    },
    END,
  ]);
  await client.activate(workflowId);
  return {
    name: 'Webhook, Crypto, IF',
    workflowId,
    path: `/webhook/${WEBHOOK_ID}`,
    end: END.name,
    forged: { status: 200, executes: true },
  };
}

/** Whole requests for a flow, each with an event of its own; forged ones have a wrong signature. */
export function requestsFor(flow: Flow, first: number, count: number, forged: boolean): Buffer[] {
  return Array.from({ length: count }, (_, index) => {
    const request = sampleRequest(flow.path, sampleBody(first + index));
    return forged ? forge(request) : request;
  });
}

/** The same bytes, but for the digits of the signature. */
function forge(request: Buffer): Buffer {
  const text = request.toString('latin1');
  const pattern = new RegExp(`^(${SIGNATURE}: )[0-9a-f]{64}\r$`, 'm');
  if (!pattern.test(text)) throw new Error('the request carries no signature');
  return Buffer.from(text.replace(pattern, `$1${'0'.repeat(64)}\r`), 'latin1');
}

/**
 * Sees that a flow does what it is for: a genuine request runs through to the end, a forged one
 * does not.
 * @throws {Error} if it does otherwise
 */
export async function verifyFlow(client: N8nClient, url: string, flow: Flow): Promise<void> {
  const genuine = await post(url, requestsFor(flow, 1, 1, false)[0]);
  const good = await ended(client, flow, 1);
  const forged = await post(url, requestsFor(flow, 2, 1, true)[0]);
  const all = await ended(client, flow, flow.forged.executes ? 2 : 1);
  const bad = all.slice(1);
  const seen = {
    genuine,
    reached: good.map((execution) => execution.items(flow.end).length),
    forged,
    stopped: bad.map((execution) => execution.items(flow.end).length),
    succeeded: all.every(({ status }) => status === 'success'),
  };
  const wanted = {
    genuine: 200,
    reached: [1],
    forged: flow.forged.status,
    stopped: flow.forged.executes ? [0] : [],
    succeeded: true,
  };
  if (JSON.stringify(seen) === JSON.stringify(wanted)) return;
  throw new Error(`${flow.name}: ${JSON.stringify(seen)} instead of ${JSON.stringify(wanted)}`);
}

function ended(client: N8nClient, flow: Flow, count: number): Promise<Execution[]> {
  const isDone = ({ status }: Execution): boolean => status !== 'new' && status !== 'running';
  return until(
    () => client.executions(flow.workflowId),
    (executions) => executions.length >= count && executions.every(isDone),
  );
}

/** Sends one of the prepared requests by itself. @returns the status of the answer */
async function post(url: string, request: Buffer = Buffer.alloc(0)): Promise<number> {
  const end = request.indexOf('\r\n\r\n');
  const [start = '', ...lines] = request.toString('latin1', 0, end).split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => line.split(': ') as [string, string]));
  const [, path = ''] = start.split(' ');
  return (await send(`${url}${path}`, { headers, body: request.subarray(end + 4) })).status;
}

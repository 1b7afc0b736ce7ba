import { type Reply, send } from '../http.ts';
import { OWNER } from '../n8n-client.ts';

/** Clicks Retry at a failed execution. @throws {Error} if n8n refuses */
export const retryExecution = (url: string, executionId: string): Promise<void> =>
  click(url, `/executions/${executionId}/retry`, { loadWorkflow: true });

/** Clicks Execute workflow at one of its triggers. @throws {Error} if n8n refuses */
export const runFrom = (url: string, workflowId: string, trigger: string): Promise<void> =>
  click(url, `/workflows/${workflowId}/run`, { triggerToStartFrom: { name: trigger } });

async function click(url: string, path: string, body: object): Promise<void> {
  const { email: emailOrLdapLoginId, password } = OWNER;
  const login = await post(`${url}/rest/login`, { emailOrLdapLoginId, password });
  const cookie = (login.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');
  const { status, text } = await post(`${url}/rest${path}`, body, { cookie });
  if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
}

const post = (
  url: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> =>
  send(url, {
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

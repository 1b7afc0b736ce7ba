import {
  type ICredentialDataDecryptedObject,
  type ICredentialType,
  type IDataObject,
  type IHttpRequestOptions,
  type INode,
  type INodeProperties,
  type INodeTypes,
  isExpression,
  NodeHelpers,
  Workflow,
} from 'n8n-workflow';
import { CREDENTIAL_TYPES } from './manifest.ts';

/** Looks a credential class of the package up. @throws {Error} if there is none */
export function credentialType(name: string): ICredentialType {
  const found = CREDENTIAL_TYPES.find((type) => type.name === name);
  if (found === undefined) throw new Error(`the package has no credential ${name}`);
  return found;
}

/** What n8n's own `oAuth2Api` adds to a credential that extends it, as far as it matters here. */
const OAUTH2_PROPERTIES: INodeProperties[] = ['clientId', 'clientSecret'].map((name) => ({
  displayName: name,
  name,
  type: 'string',
  default: '',
}));

const MOCK_NODE: INode = {
  id: '',
  name: '',
  type: 'mock',
  typeVersion: 1,
  position: [0, 0],
  parameters: {},
};
const MOCK_TYPE = { description: { properties: [] } };
const MOCK_TYPES = { getByNameAndVersion: () => MOCK_TYPE } as unknown as INodeTypes;

const emptyWorkflow = (): Workflow =>
  new Workflow({ nodes: [MOCK_NODE], connections: {}, active: false, nodeTypes: MOCK_TYPES });

/** A credential's values as a node gets them: with defaults, and expressions resolved. */
export function decrypt(typeName: string, stored: IDataObject): ICredentialDataDecryptedObject {
  const type = credentialType(typeName);
  const inherited = type.extends?.includes('oAuth2Api') ? OAUTH2_PROPERTIES : [];
  const values = NodeHelpers.getNodeParameters(
    [...inherited, ...type.properties],
    stored as never,
    true,
    false,
    null,
    null,
  ) as IDataObject;
  if (stored.oauthTokenData !== undefined) values.oauthTokenData = stored.oauthTokenData;
  return emptyWorkflow().expression.getComplexParameterValue(
    MOCK_NODE,
    values as never,
    'internal',
    {},
    undefined,
    undefined,
    values as never,
  ) as ICredentialDataDecryptedObject;
}

/** Resolves an expression over a credential, such as those of its test. */
export function resolve(value: string, credentials: ICredentialDataDecryptedObject): string {
  if (!isExpression(value)) return value;
  const keys = { $credentials: credentials } as never;
  const { expression } = emptyWorkflow();
  const result = expression.getSimpleParameterValue(MOCK_NODE, value, 'internal', keys);
  return result ? String(result) : '';
}

/** Adds what authenticates a request, as n8n's `credentials-helper.js` does. */
export async function authenticate(
  typeName: string,
  credentials: ICredentialDataDecryptedObject,
  options: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
  const { authenticate: how } = credentialType(typeName);
  if (how === undefined) return options;
  if (typeof how === 'function') return how(credentials, options);
  const extended: Record<string, unknown> = { ...options };
  for (const [part, values] of Object.entries(how.properties)) {
    const resolved = Object.entries(values as Record<string, string>).map(([key, value]) => [
      resolve(key, credentials),
      resolve(value, credentials),
    ]);
    extended[part] = { ...(extended[part] as object), ...Object.fromEntries(resolved) };
  }
  return extended as unknown as IHttpRequestOptions;
}

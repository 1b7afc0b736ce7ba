import type { ICredentialType, INodeType } from 'n8n-workflow';
import { readPackageFile } from './outside.ts';

/** What n8n reads of the package's manifest. */
export const MANIFEST: {
  readonly nodes: readonly string[];
  readonly credentials: readonly string[];
} = JSON.parse(readPackageFile('package.json')).n8n;

/** The source of a file that the manifest names. */
export const sourceOf = (file: string): string =>
  file.replace(/^dist\//, '').replace(/\.js$/, '.ts');

/** Makes what a file of the manifest holds, as n8n does: its class has the file's name. */
function make<Type>(file: string): Type {
  const [name = ''] = file.split('/').at(-1)?.split('.') ?? [];
  const loaded = jest.requireActual<Record<string, new () => Type>>(`../../${sourceOf(file)}`);
  const [Made] = [loaded[name]];
  if (Made === undefined) throw new Error(`${file} holds no class ${name}`);
  return new Made();
}

/** Every node that n8n loads. */
export const NODE_TYPES: readonly INodeType[] = MANIFEST.nodes.map(make<INodeType>);

/** Every credential that n8n loads. */
export const CREDENTIAL_TYPES: readonly ICredentialType[] = MANIFEST.credentials.map(
  make<ICredentialType>,
);

import { readFileSync } from 'node:fs';
import {
  classNameOf,
  credentialClassOf,
  iconNameOf,
  PRESETS,
  PROVIDERS,
  type Provider,
} from '@signal-hooks/catalogue';
import { codexOf, signedWebhookCodex } from './codex.ts';
import { credentialSource } from './credential.ts';
import { iconsOf } from './icons.ts';
import { manifestOf } from './manifest.ts';
import { nodeSource } from './node.ts';
import { presetGuideOf } from './preset-table.ts';
import { ENGLISH, RUSSIAN } from './preset-words.ts';
import { readmeOf } from './readme.ts';

const FOLDER = 'packages/n8n-nodes-signal-hooks';
const GUIDES = [
  ['docs/how-to/signed-webhooks-in-n8n.md', ENGLISH],
  ['docs/ru/how-to/signed-webhooks-in-n8n.md', RUSSIAN],
] as const;

/**
 * What n8n loads for each provider: node, codex, icons, credential, their lines in the manifest;
 * the codex of the node for any sender, which is found by the presets' names; and what follows from the definitions on the package's page.
 * @param root the repository's folder, with a slash at its end
 */
export function n8nNodeFiles(root: string): [path: string, content: string | object][] {
  const providers = Object.values(PROVIDERS);
  const presets = Object.values(PRESETS);
  const manifest = readFileSync(`${root}${FOLDER}/package.json`, 'utf8');
  const page = readFileSync(`${root}${FOLDER}/README.md`, 'utf8');
  return [
    ...providers.flatMap((provider) => filesOf(provider, root)),
    [`${FOLDER}/nodes/SignedWebhook/SignedWebhookTrigger.node.json`, signedWebhookCodex(presets)],
    [`${FOLDER}/package.json`, manifestOf(manifest, providers)],
    [`${FOLDER}/README.md`, readmeOf(page, providers)],
    ...GUIDES.map(([guide, words]): [string, string] => [
      guide,
      presetGuideOf(readFileSync(root + guide, 'utf8'), presets, words),
    ]),
  ];
}

function filesOf(provider: Provider, root: string): [path: string, content: string | object][] {
  const name = classNameOf(provider);
  const node = `${FOLDER}/nodes/${name}/${name}Trigger.node`;
  const icon = `${FOLDER}/nodes/${name}/${iconNameOf(provider)}`;
  const credential = `${FOLDER}/credentials/${credentialClassOf(provider)}.credentials.ts`;
  const { light, dark } = iconsOf(root, provider.id);
  return [
    [`${node}.ts`, nodeSource(provider, `${node}.ts`)],
    [`${node}.json`, codexOf(provider)],
    [`${icon}.svg`, light],
    [`${icon}.dark.svg`, dark],
    [credential, credentialSource(provider, credential)],
  ];
}

import { fillPlaces, PRESETS, type Provider } from '@signal-hooks/catalogue';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { CUSTOM } from './settings.ts';

const ALL: readonly Provider[] = Object.values(PRESETS);
const COPY = 'Open “Webhook URLs” above, choose “Production URL” and copy it.';
const PUBLISH = 'Publish this workflow.';
const SIGNED_URL =
  'The signature covers the address. If a proxy changes it, enter the one that the sender has under Options → Public URL.';

/** The senders to choose from: those that are known, and one of the user's own. */
export const PRESET_OPTIONS: INodePropertyOptions[] = [
  { name: 'Custom', value: CUSTOM, description: 'Any other sender: say below how it signs' },
  ...ALL.map(({ id, name, description }) => ({ name, value: id, description })),
];

/** What the node says below its name: whose webhooks it takes. */
export const SENDER_SUBTITLE: string = `={{ (${JSON.stringify(
  Object.fromEntries(ALL.map(({ id, name }) => [id, name])),
)})[$parameter["preset"]] || $parameter["senderName"] || "Custom" }}`;

/** What the user does at the sender; of each preset its own steps. */
export const SENDER_NOTICES: INodeProperties[] = [
  notice(CUSTOM, [
    COPY,
    'Enter it at the sender as the webhook’s address, with a secret, or copy the secret shown there. Enter the same secret in the credential of this node.',
    'Say below how the sender signs: its page on webhooks has it, under “signature” or “verify”.',
    PUBLISH,
  ]),
  ...ALL.map((provider) => notice(provider.id, stepsOf(provider))),
];

/** What the user does for a preset: its own steps, and what is special in n8n. */
function stepsOf({ name, setup, signsWhen, signature, handshake }: Provider): string[] {
  const early = `Fill in the credential and publish this workflow before you enter the address: ${name} tries it.`;
  const steps = setup.byHand.map((step) =>
    fillPlaces(step, { url: 'the Production URL' }).replaceAll(
      'give it here',
      'enter it in the credential of this node',
    ),
  );
  return [
    COPY,
    ...(handshake === null ? [] : [early]),
    ...(signature.isSymmetric ? [] : ['In the credential choose “Public Key”.']),
    ...steps,
    ...(signsWhen === undefined ? [] : [signsWhen]),
    ...(signature.signsUrl ? [SIGNED_URL] : []),
    ...(handshake === null ? [PUBLISH] : []),
  ];
}

function notice(preset: string, steps: readonly string[]): INodeProperties {
  const items = steps.map((step) => `<li>${step.replaceAll('<', '&lt;')}</li>`);
  return {
    displayName: `<ul>${items.join('')}</ul>`,
    name: 'notice',
    type: 'notice',
    default: '',
    displayOptions: { show: { preset: [preset] } },
  };
}

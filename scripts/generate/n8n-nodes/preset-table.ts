import type { Provider } from '@signal-hooks/catalogue';
import { table, withSection } from '@signal-hooks/recipes';

/**
 * The guide to the node for any sender, with what a user has to know of each preset.
 * @param page as it is
 */
export const presetGuideOf = (page: string, presets: readonly Provider[]): string =>
  withSection(
    page,
    'presets',
    table(
      [
        'sender',
        'checked with',
        'what it is called there',
        'refuses what is older than',
        'good to know',
      ],
      presets.map((preset) => [
        `[${preset.name}](../reference/presets/${preset.id}.md)`,
        preset.signature.isSymmetric ? 'Secret' : 'Public Key',
        preset.registration.secretLabel,
        ageOf(preset),
        notesOf(preset).join(' '),
      ]),
    ),
  );

/** How old a request may be; nothing where no time is signed. */
function ageOf({ signature }: Provider): string {
  const { definition, tolerance } = signature;
  if (definition.algorithm === 'token' || definition.timestamp === undefined) return '';
  return tolerance % 60 === 0 ? minutes(tolerance / 60) : `${tolerance} seconds`;
}

const minutes = (count: number): string => (count === 1 ? '1 minute' : `${count} minutes`);

function notesOf({ name, handshake, signature, signsWhen }: Provider): string[] {
  return [
    ...(handshake === null ? [] : [`${name} tries the address when it is entered: publish first.`]),
    ...(signature.kind === 'token'
      ? ['Nothing is signed: the token comes with every request.']
      : []),
    ...(signature.signsUrl ? ['The address is signed too.'] : []),
    ...(signsWhen === undefined ? [] : [signsWhen]),
  ];
}

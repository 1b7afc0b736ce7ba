import type { Provider } from '@signal-hooks/catalogue';
import { table, withSection } from '@signal-hooks/recipes';
import type { PresetWords } from './preset-words.ts';

/**
 * The guide to the node for any sender, with what a user has to know of each preset.
 * @param page as it is
 * @param words in the page's language
 */
export const presetGuideOf = (
  page: string,
  presets: readonly Provider[],
  words: PresetWords,
): string =>
  withSection(
    page,
    'presets',
    table(
      words.columns,
      presets.map((preset) => [
        `[${preset.name}](${words.reference}/${preset.id}.md)`,
        preset.signature.isSymmetric ? 'Secret' : 'Public Key',
        preset.registration.secretLabel,
        ageOf(preset, words),
        notesOf(preset, words).join(' '),
      ]),
    ),
  );

/** How old a request may be; nothing where no time is signed. */
function ageOf({ signature }: Provider, words: PresetWords): string {
  const { definition, tolerance } = signature;
  if (definition.algorithm === 'token' || definition.timestamp === undefined) return '';
  return words.age(tolerance);
}

function notesOf(
  { name, handshake, signature, signsWhen }: Provider,
  words: PresetWords,
): string[] {
  return [
    ...(handshake === null ? [] : [words.triesAddress(name)]),
    ...(signature.kind === 'token' ? [words.token] : []),
    ...(signature.signsUrl ? [words.signsUrl] : []),
    ...(signsWhen === undefined ? [] : [words.signsWhen(signsWhen)]),
  ];
}

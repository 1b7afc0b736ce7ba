import { chosenSettings, type Provider } from '@signal-hooks/catalogue';
import { literal } from './source.ts';

const sentence = (label: string): string => label.charAt(0) + label.slice(1).toLowerCase();

/** What a node says below its name, mostly an expression over its parameters. */
export function subtitleOf(provider: Provider): string {
  const { events, registration, wording } = provider;
  const groups = registration.api?.eventGroups;
  if (groups !== undefined) return groupSubtitle(groups);
  const setting = chosenSettings(provider).find(({ panel }) => panel.subtitle);
  if (setting?.panel.subtitle !== undefined) {
    const value = `$parameter["${setting.panel.parameter}"]`;
    const { default: usual, other } = setting.panel.subtitle;
    const parts = other.split(/(\{value\})/).filter((part) => part !== '');
    const named = parts.map((part) => (part === '{value}' ? value : literal(part))).join(' + ');
    return `={{ ${value} === ${literal(setting.field.default ?? '')} ? ${literal(usual)} : ${named} }}`;
  }
  if (Object.keys(events).length === 1) return `New ${wording.noun.toLowerCase()}`;
  return '={{ $parameter["events"].includes("*") ? "All events" : $parameter["events"].join(", ") }}';
}

function groupSubtitle(
  groups: readonly { readonly key: string; readonly label: string }[],
): string {
  const names = groups.map(({ label }) => literal(sentence(label)));
  const choices = groups
    .slice(0, -1)
    .map(({ key }, at) => `$parameter["kind"] === ${literal(key)} ? ${names[at]} : `);
  return `={{ ${choices.join('')}${names.at(-1)} }}`;
}

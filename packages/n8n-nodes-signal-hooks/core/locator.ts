import type { IExecuteFunctions, IHookFunctions, INodeProperties } from 'n8n-workflow';
import { ANY } from './filters.ts';

/** What a locator of the panel leads to. */
interface Located {
  /** The parameter's name, which workflows store. */
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  /** The node's method that searches the list. */
  readonly searchListMethod: string;
  /** What its ids begin with. */
  readonly prefix: 'src' | 'sub' | 'evt';
  /** In addresses of the gateway: what comes before the id. */
  readonly paths: readonly string[];
}

/** A choice of something that a gateway has: from a list, by its id, or by its address. */
export const locator = ({
  paths,
  prefix,
  searchListMethod,
  ...shown
}: Located): INodeProperties => ({
  ...shown,
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  modes: [
    {
      displayName: 'From List',
      name: 'list',
      type: 'list',
      typeOptions: { searchListMethod, searchable: true },
    },
    {
      displayName: 'By ID',
      name: 'id',
      type: 'string',
      placeholder: `e.g. ${prefix}_01k9q2v7c5e8`,
      validation: [
        {
          type: 'regex',
          properties: {
            regex: `\\s*${prefix}_[0-9a-z]+\\s*`,
            errorMessage: `The ID of a ${shown.displayName.toLowerCase()} begins with ${prefix}_`,
          },
        },
      ],
    },
    {
      displayName: 'By URL',
      name: 'url',
      type: 'string',
      placeholder: `e.g. https://hooks.example.com/${paths[0]}/${prefix}_01k9q2v7c5e8`,
      validation: [
        {
          type: 'regex',
          properties: {
            regex: `\\s*https?://.+/(?:${paths.join('|')})/${prefix}_[0-9a-z]+.*`,
            errorMessage: `An address of the gateway that leads to a ${shown.displayName.toLowerCase()}`,
          },
        },
      ],
    },
  ],
});

/** The choice of a source; the first of its addresses is the one that its provider sends to. */
export const sourceLocator: INodeProperties = locator({
  name: 'source',
  displayName: 'Source',
  description: 'One of the accounts that are connected to the gateway',
  searchListMethod: 'searchSources',
  prefix: 'src',
  paths: ['in', 'console/sources'],
});

/** The choice of a source, or of all. */
export const anySourceLocator: INodeProperties = {
  ...sourceLocator,
  default: { mode: 'list', value: ANY, cachedResultName: 'All Sources' },
  description: 'The source whose events start the workflow',
};

/** An id at the end of an address, or before a question mark. */
const ID_IN_URL = /\/(?:in|sources|subscriptions|events)\/([a-z]{3}_[0-9a-z]+)(?=$|[/?#])/;

/**
 * The id that was chosen; empty for none, and for all of them.
 * Workflows may hold it as plain text, and an expression for the whole field gives one.
 */
export function chosenId(given: unknown): string {
  const isLocator = typeof given === 'object' && given !== null && 'value' in given;
  const text = String((isLocator ? given.value : given) ?? '').trim();
  if (text === ANY) return '';
  return ID_IN_URL.exec(text)?.[1] ?? text;
}

/** The id of the source that a trigger is set to; empty for all of them. */
export const chosenSource = (hook: IHookFunctions | IExecuteFunctions): string =>
  chosenId(hook.getNodeParameter('source', ''));

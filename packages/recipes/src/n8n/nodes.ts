import type { NodeSpec } from './recipe.ts';
import { cutForSheets, LONGEST_CELL } from './texts.ts';

/**
 * What may fail by chance is tried five times in twenty seconds: a rate limit or a short outage
 * is over by then. What still fails is a failed execution, which can be retried.
 */
const PATIENT = { retryOnFail: true, maxTries: 5, waitBetweenTries: 5000 } as const;

const base = (node: string): string => `n8n-nodes-base.${node}`;

/** The ids of a workflow, rather than those of a single node: two nodes share them. */
const SHARED = { scope: 'workflow' } as const;

/**
 * Lets every event pass once. Providers send an event again if the answer to it was lost. Where
 * two events are the first ones and come at the same moment, n8n adds the row of its memory twice,
 * and one of them fails: tried again, it finds the row.
 */
export const removeDuplicates: NodeSpec = {
  name: 'Remove Duplicates',
  type: base('removeDuplicates'),
  typeVersion: 2,
  parameters: {
    operation: 'removeItemsSeenInPreviousExecutions',
    logic: 'removeItemsWithAlreadySeenKeyValues',
    dedupeValue: '={{ $json.event_id }}',
    options: SHARED,
  },
  failing: PATIENT,
};

/**
 * Forgets the ids of all events. Once n8n has stored 10,000 of them, Remove Duplicates fails at
 * every event (n8n-io/n8n issue 38475).
 */
export const forgetIds: NodeSpec = {
  name: 'Forget the old ids',
  type: base('removeDuplicates'),
  typeVersion: 2,
  parameters: {
    operation: 'clearDeduplicationHistory',
    mode: 'cleanDatabase',
    options: SHARED,
  },
};

/** Starts on Sundays at three in the morning, by the clock of n8n. */
export const everySunday: NodeSpec = {
  name: 'Every Sunday',
  type: base('scheduleTrigger'),
  typeVersion: 1.4,
  parameters: {
    rule: {
      interval: [
        {
          field: 'weeks',
          weeksInterval: 1,
          triggerAtDay: [0],
          triggerAtHour: 3,
          triggerAtMinute: 0,
        },
      ],
    },
  },
};

/** Which of the kept cells are too long for Google Sheets. */
const LONG_KEYS = `$parameter.includeFields.split(',').map((key) => key.trim())
    .filter((key) => $json[key]?.length > ${LONGEST_CELL})`;

/** Those cells, cut: they take the place of the others. */
const LONG_CELLS = `Object.fromEntries(
  ${LONG_KEYS}
    .map((key) => [key, ${cutForSheets('$json[key]')}])
)`;

/** Keeps some cells of the record, in this order, as Google Sheets takes them. */
export const keepFields = (name: string, keys: readonly string[]): NodeSpec => ({
  name,
  type: base('set'),
  typeVersion: 3.5,
  parameters: {
    mode: 'raw',
    jsonOutput: `={{ ${LONG_CELLS} }}`,
    includeOtherFields: true,
    include: 'selected',
    includeFields: keys.join(', '),
    options: {},
  },
});

/**
 * The same where the columns are not all known: besides those that are listed the fields that the
 * user has added to the trigger, and at last what was sent, as text.
 * @param trigger the name of the node that has the fields
 */
export const keepOwnFields = (name: string, keys: readonly string[], trigger: string): NodeSpec => {
  const { parameters, ...node } = keepFields(name, keys);
  const own = `($('${trigger}').params.fields?.field ?? []).map(({ name }) => name)`;
  const jsonOutput = `={{ Object.fromEntries(
  [...${LONG_KEYS}, ...${own}, 'payload']
    .map((key) => [key, key === 'payload' ? JSON.stringify($json.payload) ?? $json.body : $json[key] ?? null])
    .map(([key, cell]) => [key, typeof cell === 'string' ? ${cutForSheets('cell')} : cell])
) }}`;
  return { ...node, parameters: { ...parameters, jsonOutput } };
};

/** A cell that {@link makeFields} makes: its expression is without `=`; a text by default. */
export type Cell = readonly [
  key: string,
  expression: string,
  type?: 'string' | 'number' | 'boolean' | 'array',
];

/** Makes new cells; nothing else is passed on. */
export const makeFields = (name: string, cells: readonly Cell[]): NodeSpec => ({
  name,
  type: base('set'),
  typeVersion: 3.5,
  parameters: {
    assignments: {
      assignments: cells.map(([key, expression, type = 'string']) => ({
        name: key,
        value: `={{ ${expression} }}`,
        type,
      })),
    },
    options: {},
  },
});

/**
 * Where the user enters an address, or an id. Not in the panel of the node that uses it: when
 * *Document* changes in that of Google Sheets, the editor empties *Sheet*, and with it the columns
 * and the options that keep formulas out and rows apart (seen in n8n 2.39.10).
 *
 * @param field that it is added to the item as
 */
export const yourAddress = (name: string, field: string): NodeSpec => ({
  name,
  type: base('set'),
  typeVersion: 3.5,
  parameters: {
    assignments: { assignments: [{ name: field, value: '', type: 'string' }] },
    includeOtherFields: true,
    options: {},
  },
});

/** The user's Google spreadsheet. */
export const yourSpreadsheet: NodeSpec = yourAddress('Your spreadsheet', 'spreadsheet');

/**
 * What the user has entered, as it is in the panel. What the node puts out would be the same, but
 * only once it has run: that, too, would be a change of *Document*.
 *
 * @param node made by {@link yourAddress}
 */
export const addressIn = ({ name }: NodeSpec): string =>
  `={{ $('${name}').params.assignments.assignments[0].value }}`;

/**
 * Writes a row, or updates the one with the same event id. Two settings matter:
 * RAW ("Let n8n format"), because text of strangers must never become a formula; and Google's own
 * append ("Minimise API Calls"), because n8n's writes to the line it has counted, and two events
 * at the same moment would then share one (n8n-io/n8n pull request 10443). Needs
 * {@link yourSpreadsheet} somewhere before it.
 *
 * @param sheet name of the sheet in the user's spreadsheet
 */
export const googleSheets = (name: string, sheet: string): NodeSpec => ({
  name,
  type: base('googleSheets'),
  typeVersion: 4.7,
  parameters: {
    resource: 'sheet',
    operation: 'appendOrUpdate',
    documentId: { __rl: true, mode: 'url', value: addressIn(yourSpreadsheet) },
    sheetName: { __rl: true, mode: 'name', value: sheet },
    columns: {
      mappingMode: 'autoMapInputData',
      value: {},
      matchingColumns: ['event_id'],
      schema: [],
    },
    options: { cellFormat: 'RAW', handlingExtraData: 'insertInNewColumn', useAppend: true },
  },
  failing: PATIENT,
});

/** Posts a text to a channel. @param text what n8n fills in: a text, or `=` and expressions */
export const slackMessage = (name: string, text = '={{ $json.text }}'): NodeSpec => ({
  name,
  type: base('slack'),
  typeVersion: 2.7,
  parameters: {
    resource: 'message',
    operation: 'post',
    select: 'channel',
    channelId: { __rl: true, mode: 'list', value: '' },
    messageType: 'text',
    text,
    otherOptions: { includeLinkToWorkflow: false, unfurl_links: false },
  },
  failing: PATIENT,
});

/** A condition on one value, as the panels of If and Switch have it. */
export interface Condition {
  /** Expression, without `=`. */
  readonly value: string;
  readonly operator: {
    readonly type: 'string' | 'number' | 'boolean';
    readonly operation: string;
    readonly singleValue?: true;
  };
  readonly than?: string | number;
}

const conditionsOf = (combinator: 'and' | 'or', conditions: readonly Condition[]): object => ({
  options: { caseSensitive: false, leftValue: '', typeValidation: 'strict', version: 3 },
  conditions: conditions.map(({ value, operator, than = '' }) => ({
    leftValue: `={{ ${value} }}`,
    rightValue: than,
    operator,
  })),
  combinator,
});

/** Two ways on: the first one if any condition holds. */
export const ifAny = (name: string, conditions: readonly Condition[]): NodeSpec => ({
  name,
  type: base('if'),
  typeVersion: 2.3,
  parameters: { conditions: conditionsOf('or', conditions), options: { ignoreCase: true } },
});

/** Several ways on: the first one of which any condition holds, else the last one. */
export const switchTo = (
  name: string,
  ways: readonly (readonly [name: string, conditions: readonly Condition[]])[],
  otherwise: string,
): NodeSpec => ({
  name,
  type: base('switch'),
  typeVersion: 3.4,
  parameters: {
    mode: 'rules',
    rules: {
      values: ways.map(([outputKey, conditions]) => ({
        conditions: conditionsOf('or', conditions),
        renameOutput: true,
        outputKey,
      })),
    },
    options: { fallbackOutput: 'extra', renameFallbackOutput: otherwise, ignoreCase: true },
  },
});

/** One item for each row of a list. @param kept cells that each of them gets besides, if any */
export const splitOut = (
  name: string,
  list: string,
  row: string,
  kept: readonly string[],
): NodeSpec => ({
  name,
  type: base('splitOut'),
  typeVersion: 1,
  parameters: {
    fieldToSplitOut: list,
    ...(kept.length > 0
      ? { include: 'selectedOtherFields', fieldsToInclude: kept.join(', ') }
      : { include: 'noOtherFields' }),
    options: { destinationFieldName: row },
  },
});

/** A node that calls a service, and is tried again. @param node n8n's name of the type */
export const serviceNode = (
  node: string,
  typeVersion: number,
  name: string,
  parameters: NodeSpec['parameters'],
): NodeSpec => ({ name, type: base(node), typeVersion, parameters, failing: PATIENT });

/** A node of HubSpot's. */
export const hubspot = (name: string, parameters: NodeSpec['parameters']): NodeSpec =>
  serviceNode('hubspot', 2.2, name, { authentication: 'appToken', ...parameters });

/** A request with JSON to HubSpot's API, for what its node cannot do. @param body expression */
export const hubspotRequest = (name: string, url: string, body: string): NodeSpec => ({
  name,
  type: base('httpRequest'),
  typeVersion: 4.5,
  parameters: {
    method: 'POST',
    url,
    authentication: 'predefinedCredentialType',
    nodeCredentialType: 'hubspotAppToken',
    sendBody: true,
    specifyBody: 'json',
    jsonBody: `={{ ${body} }}`,
    options: {},
  },
  failing: PATIENT,
});

/** Starts when another workflow has failed. */
export const errorTrigger: NodeSpec = {
  name: 'Error Trigger',
  type: base('errorTrigger'),
  typeVersion: 1,
  parameters: {},
};

/** Ends the run as failed. @param message what n8n shows of it */
export const stopWithError = (name: string, message: string): NodeSpec => ({
  name,
  type: base('stopAndError'),
  typeVersion: 1,
  parameters: { errorMessage: message },
});

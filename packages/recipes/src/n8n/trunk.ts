import { everySunday, forgetIds, removeDuplicates } from './nodes.ts';
import { link, type NodeSpec, type Recipe, type Step, type TriggerKind } from './recipe.ts';
import { triggerNode } from './triggers.ts';

/** Nodes from left to right. */
export const inARow = (nodes: readonly NodeSpec[], column: number, row = 0): Step[] =>
  nodes.map((node, at) => ({ node, column: column + at, row }));

/**
 * What a recipe begins with: its trigger, every event once, and the weekly housekeeping in the
 * row below. The next column is 2.
 * @param parameters what the trigger is set to; what is not given has the node's default
 */
export const trunk = (
  trigger: TriggerKind,
  parameters: NodeSpec['parameters'] = {},
): Pick<Recipe, 'steps' | 'links' | 'notes'> => ({
  steps: [
    ...inARow([triggerNode(trigger, parameters), removeDuplicates], 0),
    ...inARow([everySunday, forgetIds], 0, 1),
  ],
  links: [link(trigger.name, removeDuplicates.name), link(everySunday.name, forgetIds.name)],
  notes: [
    {
      columns: [1, 1],
      rows: [0, 0],
      text: '### Every event once\nA provider sends an event again when it got no answer. Its `event_id` stays the same.',
    },
    {
      columns: [0, 1],
      rows: [1, 1],
      text: '### Once a week\nn8n remembers 10,000 events at most; with more, it fails. On Sundays it forgets them. More than 10,000 a week? **Remove Duplicates** → *Add Field* → *History Size*.',
    },
  ],
});

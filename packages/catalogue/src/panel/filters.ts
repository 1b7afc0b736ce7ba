import type { Provider } from '../provider.ts';
import { capabilities } from '../record/capabilities.ts';
import { PRIORITIES } from '../record/field.ts';
import type { PanelFilter } from './panel.ts';

/** Asks for a priority. */
export const MINIMUM_PRIORITY: PanelFilter = {
  field: 'priority',
  parameter: 'minimumPriority',
  label: 'Minimum Priority',
  help: 'The lowest priority that starts the workflow. Events without one are left out.',
  options: PRIORITIES,
  default: 'high',
};

/** Asks for projects. */
export const PROJECTS: PanelFilter = {
  field: 'project_id',
  parameter: 'projects',
  label: 'Projects',
  help: 'IDs of the projects that start the workflow, separated by commas. Empty: all.',
};

/** The conditions that a provider's node offers: those it lists, or what its events have something for. */
export const panelFilters = (provider: Provider): readonly PanelFilter[] =>
  provider.panel?.filters ?? [
    ...(capabilities(provider).priority ? [MINIMUM_PRIORITY] : []),
    ...(provider.common.project_id === undefined ? [] : [PROJECTS]),
  ];

/** The lists that can become one item per row, and what one row is called. */
export function panelRows(provider: Provider): Readonly<Record<string, string>> {
  const { people, prospects } = capabilities(provider);
  return { ...(people && prospects && { contacts: 'Contact' }), ...provider.panel?.rows };
}

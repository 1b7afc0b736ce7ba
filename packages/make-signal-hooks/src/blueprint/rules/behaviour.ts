import type { Blueprint, Filter, MakeModule } from '../types.ts';
import { MODULES } from './allowed.ts';
import { eachModule, type Rule, unless } from './rule.ts';
import { visits, waysThrough } from './walk.ts';

const ROUTER = 'builtin:BasicRouter';
const RESPOND = 'gateway:WebhookRespond';
const TRIGGER = 'gateway:CustomWebHook';
const isDirective = ({ module }: MakeModule): boolean => MODULES[module]?.directive === true;
const responds = (modules: readonly MakeModule[]): number =>
  modules.filter(({ module }) => module === RESPOND).length;

/** Whether every group of a filter demands a signature that was computed here. */
const demandsSignature = (filter: Filter | undefined): boolean =>
  filter?.conditions.every((group) =>
    group.some(
      ({ o, b }) =>
        ['text:equal', 'text:equal:ci', 'text:contain'].includes(o) && b?.includes('{{sha256('),
    ),
  ) ?? false;

/** Whether every group refuses the placeholder and an empty secret. */
const demandsSecret = ({ conditions }: Filter): boolean =>
  conditions.every(
    (group) =>
      group.some(({ o, b }) => o === 'text:notequal' && b === 'REPLACE_WITH_SECRET') &&
      group.some(({ a, o, b }) => a.includes('length(') && o === 'number:greater' && b === '0'),
  );

function gateFindings({ flow }: Blueprint): string[] {
  const [trigger, secret, gate, ...more] = flow;
  if (trigger?.module !== TRIGGER || secret?.module !== 'util:SetVariables') {
    return ['it must begin with the webhook and the secret'];
  }
  if (gate?.module !== ROUTER || more.length > 0) return ['the third and last must be a router'];
  return (gate.routes ?? []).flatMap(({ flow: route }) => {
    const [first] = route;
    if (demandsSignature(first?.filter)) {
      return unless(
        first?.filter !== undefined && demandsSecret(first.filter),
        'an empty secret fits',
      );
    }
    const refuses = route.every(
      ({ module, mapper }) => module === RESPOND && mapper?.status === '401',
    );
    return unless(refuses, `module ${first?.id} runs without a signature`);
  });
}

function handlerFindings(module: MakeModule, answered: boolean): string[] {
  const { onerror } = module;
  if ([ROUTER, RESPOND, TRIGGER].includes(module.module) || isDirective(module)) {
    return unless(onerror === undefined, 'it cannot carry an error handler');
  }
  if (onerror === undefined) return ['a failure would switch the scenario off'];
  const last = onerror.at(-1);
  return [
    ...unless(last !== undefined && isDirective(last), 'its handler must end with a directive'),
    ...unless(
      responds(onerror) === (answered ? 0 : 1),
      answered ? 'the sender was answered before' : 'its handler must answer the sender',
    ),
  ];
}

/** What a scenario does with a request. */
export const BEHAVIOUR: readonly Rule[] = [
  {
    id: 'signature-first',
    says: 'Nothing but the answer 401 runs without a signature that fits a secret of the user’s.',
    findings: gateFindings,
  },
  {
    id: 'one-answer',
    says: 'On every way the sender is answered exactly once.',
    findings: ({ flow }) =>
      waysThrough(flow).flatMap((way) =>
        unless(responds(way) === 1, `${responds(way)} answers on the way to ${way.at(-1)?.id}`),
      ),
  },
  eachModule('answer', 'An answer has a three-digit status.', ({ module, mapper }) =>
    unless(
      module !== RESPOND || ['200', '400', '401', '500', '503'].includes(String(mapper?.status)),
      `status ${mapper?.status}`,
    ),
  ),
  eachModule(
    'failure-handled',
    'A failure is answered or kept, and never switches the scenario off.',
    (module, { place, upstream }) =>
      place === 'handler'
        ? unless(module.onerror === undefined, 'a handler cannot be handled')
        : handlerFindings(module, responds(upstream) > 0),
  ),
  eachModule(
    'directive-last',
    'Directives stand at the end of a handler and nowhere else.',
    (module, { place, last }) =>
      isDirective(module) ? unless(place === 'handler' && last, 'it stands elsewhere') : [],
  ),
  eachModule(
    'router',
    'A router has null for a mapper and routes that differ.',
    (module, { last }) => {
      if (module.module !== ROUTER) return unless(module.routes === undefined, 'it has routes');
      const routes = module.routes ?? [];
      return [
        ...unless(routes.length >= 2, 'fewer than two routes'),
        ...unless(last, 'routes cannot be joined again'),
        ...routes.flatMap(({ flow }, at) =>
          unless(flow[0]?.filter !== undefined, `route ${at + 1} has no filter`),
        ),
      ];
    },
  ),
  eachModule(
    'filter-place',
    'No filter stands before the trigger, a router or a handler.',
    ({ module, filter }, { place }) =>
      unless(filter === undefined || (place === 'flow' && module !== ROUTER), 'a filter'),
  ),
  {
    id: 'remember-once',
    says: 'An event is looked up and noted under one key, before anything is done with it.',
    findings: ({ flow }) => {
      const all = [...visits(flow)];
      const find = (name: string) => all.filter(({ module }) => module.module === name);
      const [look, note] = [find('datastore:ExistRecord'), find('datastore:AddRecord')];
      if (look.length !== 1 || note.length !== 1) return ['one look-up and one note are needed'];
      return [
        ...unless(
          look[0]?.module.mapper?.key === note[0]?.module.mapper?.key,
          'the keys are not the same',
        ),
        ...unless(note[0]?.module.mapper?.overwrite === false, 'a second note must fail'),
        ...unless(
          note[0]?.upstream.includes(look[0]?.module as MakeModule) ?? false,
          'the look-up must come first',
        ),
      ];
    },
  },
];

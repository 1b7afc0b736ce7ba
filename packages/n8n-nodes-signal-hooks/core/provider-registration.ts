import {
  type ApiRegistration,
  apiOf,
  chosenSettings,
  credentialNameOf,
  type EventGroup,
  eventsParameterOf,
  type Provider,
  propertyNameOf,
  type Settings,
} from '@signal-hooks/catalogue';
import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { chosenEvents } from './filters.ts';
import { oauthNextSteps, oauthWire } from './oauth.ts';
import { newSecret } from './registration.ts';
import type { NodeRegistration } from './trigger.ts';
import { credentialWire } from './wire.ts';

/** How a node registers its URL through the provider's API. */
export function registrationOf(provider: Provider): NodeRegistration {
  const api = apiOf(provider);
  const credential = credentialNameOf(provider);
  return {
    // Each start chooses an Authorization of its own, so there is none to compare the stored one with.
    api: { ...api, authorizationSetting: undefined },
    wanted: async (hook) => {
      const group = groupOf(hook, api);
      return {
        settings: {
          ...(await storedSettings(hook, provider)),
          ...panelSettings(hook, provider, group),
          ...madeSettings(api),
        },
        events: provider.registration.hasChoiceOfEvents ? eventsOf(hook, provider, group) : [],
      };
    },
    ...(api.oauth === undefined
      ? { connect: async (hook) => credentialWire(hook, credential) }
      : {
          connect: (hook, settings) => oauthWire(hook, provider, settings),
          nextSteps: oauthNextSteps(api.oauth),
        }),
  };
}

/** What the node makes up: the value that the provider is to send as `Authorization`. */
const madeSettings = ({ authorizationSetting: key }: ApiRegistration): Settings =>
  key === undefined ? {} : { [key]: `Bearer ${newSecret()}` };

/** The group of events that was chosen, where a webhook carries only one. */
const groupOf = (hook: IHookFunctions, { eventGroups }: ApiRegistration): EventGroup | undefined =>
  eventGroups?.find(({ key }) => key === hook.getNodeParameter('kind'));

/** The event types to ask for: those chosen, or all there are. */
function eventsOf(
  hook: IHookFunctions,
  { events }: Provider,
  group: EventGroup | undefined,
): string[] {
  const chosen = chosenEvents(hook.getNodeParameter(eventsParameterOf(group), []));
  return chosen.length > 0 ? chosen : [...(group?.events ?? Object.keys(events))];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What the credential stores, under the names that the catalogue's conversations use. */
async function storedSettings(hook: IHookFunctions, provider: Provider): Promise<Settings> {
  const stored = await hook.getCredentials(credentialNameOf(provider));
  const { settings, api } = provider.registration;
  const entered = settings.map(({ key }) => [key, text(stored[propertyNameOf(key)])]);
  const tokens = (stored.oauthTokenData ?? {}) as IDataObject;
  return {
    ...Object.fromEntries(entered),
    ...(api?.oauth && {
      access_token: text(tokens.access_token),
      refresh_token: text(tokens.refresh_token),
    }),
  };
}

/** What this workflow chooses. */
const panelSettings = (
  hook: IHookFunctions,
  provider: Provider,
  group: EventGroup | undefined,
): Settings =>
  Object.fromEntries(
    chosenSettings(provider)
      .filter(({ panel }) => panel.group === undefined || panel.group === group?.key)
      .map(({ field, panel, isOption }) => {
        const parameter = isOption ? `options.${panel.parameter}` : panel.parameter;
        return [field.key, String(hook.getNodeParameter(parameter, field.default ?? ''))];
      }),
  );

import type { Provider } from '../provider.ts';
import { capitalised } from '../wording.ts';

/**
 * What a provider is called in n8n. These names are stored in users' workflows and credentials, so
 * they follow from its name by rules that never change.
 */
type Named = Pick<Provider, 'name' | 'registration'>;

/** An abbreviation is a word: "IQ" becomes "Iq", as in "SalesIQ". */
const ABBREVIATION = /[A-Z]+(?=[A-Z][a-z]|[^A-Za-z]|$)/g;
const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** How its classes and files begin: `ZohoSalesIq` for "Zoho SalesIQ". */
export const classNameOf = ({ name }: Pick<Provider, 'name'>): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map(capitalised)
    .map((word) => word.replace(ABBREVIATION, (all) => all.charAt(0) + all.slice(1).toLowerCase()))
    .join('');

/** What its node is called: `zohoSalesIqTrigger`. */
export const nodeNameOf = (provider: Named): string => `${iconNameOf(provider)}Trigger`;

/** How the files of its icons begin: `zohoSalesIq`. */
export const iconNameOf = (provider: Named): string => lowered(classNameOf(provider));

/** The class of its credential: `ZohoSalesIqOAuth2Api`. */
export const credentialClassOf = (provider: Named): string =>
  `${classNameOf(provider)}${provider.registration.api?.oauth ? 'OAuth2Api' : 'Api'}`;

/** What its credential is called: `zohoSalesIqOAuth2Api`. */
export const credentialNameOf = (provider: Named): string => lowered(credentialClassOf(provider));

/** What a setting is called in a credential: `apiUrl` for `api_url`. */
export const propertyNameOf = (key: string): string =>
  key.replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());

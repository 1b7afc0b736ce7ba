import { plural } from './plural.ts';

const count = plural('en');

/** Every text of the page in English; the other languages have the same keys. */
export const en = {
  common: {
    close: 'Close',
    loading: 'Loading …',
    retry: 'Try again',
  },
  errors: {
    forbidden: (scope: string) => ({
      title: 'You may not do this',
      detail: `You are signed in without the permission "${scope}". Sign in with a token that has it.`,
    }),
    notFound: 'There is no page at this address.',
    notFoundTitle: 'Not found',
    notTheGateway: 'Something between this page and the gateway answered in its place',
    pageTitle: 'This page could not be shown',
    refused: 'The gateway refused this',
    signedOut: {
      title: 'You are not signed in any more',
      detail: 'The session has ended. Sign in once more, then repeat what you did.',
    },
    toHome: 'To the home page',
    tooMany: (seconds: number | null) => ({
      title: 'Too many attempts',
      detail: `Try again in ${seconds === null ? 'a while' : count(seconds, { one: 'second', other: 'seconds' })}.`,
    }),
    unexpected: 'Something went wrong in this page',
    unreachable: {
      title: 'The gateway does not answer',
      detail: 'Check that it is running and that this computer has a connection to it.',
    },
  },
  home: {
    allRight: 'Everything is all right',
    concerns: {
      source_refusing: (name: string) => `${name}: requests were refused`,
      source_unusable: (name: string) => `${name} cannot take events`,
      source_waiting: (name: string) => `${name} is not set up completely`,
      subscription_disabled: (name: string) => `${name} was disabled: events do not go there`,
      subscription_failing: (name: string) => `${name}: deliveries fail`,
      subscription_unusable: (name: string) => `${name} cannot be delivered to`,
    },
    failingSince: 'Failing since',
    lastEvent: 'Last event',
    noEventYet: 'No event yet',
    noSources: 'No source yet',
    noSourcesHelp: 'A source is where the events of one product arrive.',
    refusals: (requests: number) =>
      `${count(requests, { one: 'request', other: 'requests' })} since the gateway was started, the last one`,
    sources: 'Sources',
    title: 'Home',
  },
  shell: {
    account: 'Settings of this page and account',
    closeNavigation: 'Close navigation',
    language: 'Language',
    navigation: 'Navigation',
    openNavigation: 'Open navigation',
    signedInAs: (name: string) => `Signed in as ${name}`,
    signOut: 'Sign out',
    skip: 'Skip to content',
    theme: 'Appearance',
    themes: { auto: 'As the system', light: 'Light', dark: 'Dark' },
  },
  signIn: {
    description: 'Open the link that the gateway prints when it starts, or sign in here.',
    email: 'E-mail address',
    emailHelp: 'You get a link that works once.',
    linkSent: 'Look into your inbox',
    linkSentHelp: 'If this address may sign in, a link is on its way.',
    refused: 'That did not work',
    refusedHelp:
      'The link or token is not valid: it was mistyped, used already, revoked, or has expired.',
    sendLink: 'Send me a link',
    title: 'Sign in',
    token: 'API token',
    tokenHelp: 'Made by "signal-hooks token create" where the gateway runs.',
    withToken: 'Sign in',
  },
};

/** What each language must have. */
export type Texts = typeof en;

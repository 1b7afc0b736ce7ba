import type { Licensed } from './bundled.ts';

/** What may be shipped. */
export interface Allowed {
  /** SPDX identifiers. */
  readonly licences: readonly string[];
  /** Packages with another licence, and why each may be shipped all the same. */
  readonly exceptions: readonly {
    readonly package: string;
    readonly licence: string;
    readonly why: string;
  }[];
}

/** What is wrong with the licences of what is shipped, a line each. */
export function faultsOf(shipped: readonly Licensed[], allowed: Allowed): string[] {
  const isExcepted = ({ name, licence }: Licensed): boolean =>
    allowed.exceptions.some((one) => one.package === name && one.licence === licence);
  const faults = shipped
    .filter((one) => !allowed.licences.includes(one.licence) && !isExcepted(one))
    .map(({ name, version, licence }) => `${name} ${version}: ${licence || 'no licence'}`);
  const unused = allowed.exceptions
    .filter((one) => !shipped.some((each) => isExcepted(each) && each.name === one.package))
    .map((one) => `${one.package} is an exception, but is not shipped`);
  return [...new Set(faults), ...unused];
}

/** The page that lists them: without versions, so that it changes when something comes or goes. */
export function pageOf(shipped: ReadonlyMap<string, readonly Licensed[]>): string {
  const sections = [...shipped].map(([title, packages]) => {
    const licences = [...new Set(packages.map(({ licence }) => licence))].sort();
    const rows = licences.map((licence) => {
      const names = packages.filter((one) => one.licence === licence).map(({ name }) => name);
      return `| ${licence || 'none in its manifest'} | ${[...new Set(names)].sort().join(', ')} |`;
    });
    return `## ${title}\n\n| licence | packages |\n|---|---|\n${rows.join('\n')}\n`;
  });
  return [INTRODUCTION, ...sections].join('\n');
}

const INTRODUCTION = `# Licences of what is shipped

<!-- Written by \`node scripts/check-licences.ts --write\`, do not edit. -->

Signal Hooks itself has the [MIT licence](LICENSE). These packages of others come with it. Their texts are in the
packages as npm installs them; what is bundled has them beside it, in \`third-party-licences.txt\`. The package for
n8n has nothing of others in it.
`;

/** Files that are needed besides connections from outside: database, log, deliveries under way. */
const OTHER_FILES = 192;
/** More connections than this cost more memory than the gateway should take. */
const MOST_CONNECTIONS = 2000;
const FEWEST_CONNECTIONS = 8;
/** Where the system does not tell: what most of them allow at least. */
const USUAL_FILES = 1024;

/** How many connections from outside may be open at once, given how many files the process may open. */
export function connectionLimit(files: number = openFiles()): number {
  const left = Math.max(files - OTHER_FILES, Math.floor(files / 4));
  return Math.min(MOST_CONNECTIONS, Math.max(FEWEST_CONNECTIONS, left));
}

/** What the types of Node.js leave out. */
type Report = Omit<NonNullable<typeof process.report>, 'getReport'> & {
  excludeNetwork?: boolean;
  getReport(): { readonly userLimits?: { readonly open_files?: { readonly soft?: unknown } } };
};

/** The process' own limit, which a supervisor may have set lower than the system's. */
function openFiles(): number {
  const report = process.report as Report;
  const { excludeNetwork = false } = report;
  // Looking up the names of its connections would take long.
  report.excludeNetwork = true;
  const soft = report.getReport().userLimits?.open_files?.soft;
  report.excludeNetwork = excludeNetwork;
  if (soft === 'unlimited') return Number.POSITIVE_INFINITY;
  return typeof soft === 'number' ? soft : Number(soft) || USUAL_FILES;
}

/** A label of a host name; an underscore is not standard, but seen in containers' names. RFC 1123, section 2.1. */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i;
const MAX_NAME = 253;
/** What a browser reads as a number at the end of a host: https://url.spec.whatwg.org/#ends-in-a-number-checker */
const NUMBER = /^(?:\d+|0x[0-9a-f]*)$/i;

/**
 * Last labels that no public name has: reserved for local use (RFC 6762, appendix G; RFC 8375;
 * https://www.icann.org/en/board-activities-and-meetings/materials/approved-resolutions-special-meeting-of-the-icann-board-29-07-2024-en ),
 * or the end of a short name in Kubernetes.
 */
const INTERNAL =
  /(?:^|\.)(?:local|internal|localdomain|lan|home|corp|intranet|private|svc|home\.arpa)$/i;

/** What is wrong with a host, null if nothing is. `internal`: it can only be a name inside a network. */
export type HostProblem = 'malformed' | 'internal' | null;

/** Looks at a host that is no address, as far as that is possible without DNS. A dot at the end is allowed. */
export function checkHostName(host: string): HostProblem {
  const name = host.replace(/\.$/, '');
  const labels = name.split('.');
  if (name.length > MAX_NAME || !labels.every((label) => LABEL.test(label))) return 'malformed';
  if (NUMBER.test(labels.at(-1) ?? '')) return 'malformed';
  return labels.length === 1 || INTERNAL.test(name) ? 'internal' : null;
}

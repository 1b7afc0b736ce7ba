import type { GatewayCore } from '@signal-hooks/gateway';

/** What a check found: one line. */
export interface Finding {
  /** `attention`: it works, but not as one would expect, or not for long. */
  readonly is: 'fine' | 'attention' | 'broken';
  /** What was looked at: "disk", "public address". */
  readonly what: string;
  /** What was found, and what to do where it is not fine; one sentence or two. */
  readonly says: string;
}

/** Looks at one side of a gateway. Never throws for what it finds. */
export type Check = (gateway: GatewayCore) => Promise<readonly Finding[]>;

export const fine = (what: string, says: string): Finding => ({ is: 'fine', what, says });
export const attention = (what: string, says: string): Finding => ({ is: 'attention', what, says });
export const broken = (what: string, says: string): Finding => ({ is: 'broken', what, says });

/** The message of whatever was thrown. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

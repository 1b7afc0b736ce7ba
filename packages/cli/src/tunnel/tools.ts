/** A program that gives a port of this machine an address on the internet. */
export interface TunnelTool {
  /** Its name too. */
  readonly command: string;
  /** Its arguments, for a port of this machine. */
  readonly args: (port: number) => readonly string[];
  /** Finds the address in a line of its output: the first group. */
  readonly address: RegExp;
  /** Where it is to be had. */
  readonly install: string;
}

/** The tools that `serve --tunnel` can start. All stay in the foreground until they are ended. */
export const TUNNEL_TOOLS: readonly TunnelTool[] = [
  // A quick tunnel: without an account, with another address at each start.
  {
    command: 'cloudflared',
    args: (port) => ['tunnel', '--no-autoupdate', '--url', `http://127.0.0.1:${port}`],
    // Where it asks for a tunnel is in its error messages.
    address: /(https:\/\/(?!api\.)[a-z0-9-]+\.trycloudflare\.com)\b/,
    install:
      'https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/downloads/',
  },
  // Funnel: the address is the machine's, and stays.
  {
    command: 'tailscale',
    args: (port) => ['funnel', String(port)],
    address: /^(https:\/\/[a-z0-9.-]+\.ts\.net(?::\d+)?)\/?\s*$/,
    install: 'https://tailscale.com/download',
  },
  // The address is the account's own, or another one at each start.
  {
    command: 'ngrok',
    args: (port) => [
      ...['http', `http://127.0.0.1:${port}`],
      ...['--log', 'stdout', '--log-format', 'logfmt'],
    ],
    address: /msg="started tunnel".*\burl=(https:\/\/[^\s"]+)/,
    install: 'https://ngrok.com/download',
  },
];

/** What they are called. */
export const TUNNEL_NAMES: string = TUNNEL_TOOLS.map(({ command }) => command).join(', ');

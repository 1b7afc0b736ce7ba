import { type Gateway, type GatewayConfig, startGateway } from '@signal-hooks/gateway';
import { printConsole } from '../commands/console.ts';
import { print, strong } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { readTunnelAddress, writeTunnelAddress } from './address-file.ts';
import { tunnelAddresses } from './addresses.ts';
import { moveSources } from './move-sources.ts';
import { TUNNEL_NAMES, TUNNEL_TOOLS, type TunnelTool } from './tools.ts';

/**
 * The tool of this name.
 * @throws {UsageError} if there is none, or if it cannot be used with this configuration
 */
export function tunnelTool(name: string, config: GatewayConfig, hasUrl: boolean): TunnelTool {
  const tool = TUNNEL_TOOLS.find(({ command }) => command === name);
  if (tool === undefined) {
    throw new UsageError(`There is no tunnel "${name}". Give one of: ${TUNNEL_NAMES}.`);
  }
  if (hasUrl) {
    throw new UsageError(
      'The tunnel gives the public address: leave out --url and SIGNAL_HOOKS_URL, or --tunnel.',
    );
  }
  if (config.port === 0) throw new UsageError('With --tunnel, give a port other than 0.');
  return tool;
}

/**
 * Runs the gateway behind a tunnel until a signal aborts. Where the tunnel comes back with another
 * address, the gateway is started anew with that one, and the sources are registered there.
 * @throws {TunnelError} if the tool gives no address the first time
 */
export async function serveByTunnel(
  tool: TunnelTool,
  config: GatewayConfig,
  signal: AbortSignal,
): Promise<void> {
  const { dataDir } = config;
  let gateway: Gateway | undefined;
  try {
    for await (const address of tunnelAddresses(tool, config.port, signal)) {
      await gateway?.close();
      gateway = await startGateway({ ...config, publicUrl: address });
      print(`${strong('Tunnel')}   ${address}  (${tool.command})`);
      await printConsole(gateway, config);
      if (readTunnelAddress(dataDir) !== address) {
        await writeTunnelAddress(dataDir, address);
        await moveSources(gateway, address, signal);
      }
    }
  } finally {
    await gateway?.close();
  }
}

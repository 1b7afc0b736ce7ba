import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { SimulatedN8n } from './n8n.ts';

/** Runs a node once, with these input items. @throws what the node throws */
export async function execute(
  n8n: SimulatedN8n,
  inputs: readonly IDataObject[] = [{}],
  continues: boolean = false,
): Promise<INodeExecutionData[]> {
  const { common } = n8n.open('internal');
  const { getNodeParameter } = common as {
    getNodeParameter: (name: string, fallback: unknown) => unknown;
  };
  const node = {
    ...common,
    getInputData: () => inputs.map((json) => ({ json })),
    getNodeParameter: (name: string, _index: number, fallback: unknown) =>
      getNodeParameter(name, fallback),
    continueOnFail: () => continues,
  };
  const made = await n8n.type.execute?.call(node as unknown as IExecuteFunctions);
  return (made as INodeExecutionData[][] | undefined)?.[0] ?? [];
}

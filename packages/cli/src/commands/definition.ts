import type { Command } from 'commander';
import { addDefinitionCheck } from './definition-check.ts';
import { addDefinitionLearn } from './definition-learn.ts';

/** `signal-hooks definition …`: what is known of a product, as data. */
export function addDefinition(program: Command): void {
  const definition = program
    .command('definition')
    .description('definitions of products that do not come with the gateway');
  addDefinitionLearn(definition);
  addDefinitionCheck(definition);
}

import { NOTICE, table } from '@signal-hooks/recipes';
import { createProgram } from '../../packages/cli/src/index.ts';

type Command = ReturnType<typeof createProgram>;
type Option = Command['options'][number];
type Argument = Command['registeredArguments'][number];

/** An option that so many commands have is described once, above them all. */
const MANY = 15;

/** The page of the command line: every command with its arguments and options, as `--help` has them. */
export function commandLinePage(): string {
  const commands = leavesOf(createProgram());
  const options = commands.flatMap((command) => command.options);
  const shared = new Map(
    options
      .filter((option) => options.filter((other) => isSame(option, other)).length >= MANY)
      .map((option) => [option.flags, option]),
  );
  const parts = [
    `${NOTICE}\n# The command line`,
    '`npx signal-hooks <command> --help` shows the same. The exit status is 0 if it was done, 1 if it failed or ' +
      'what was checked is not so, 2 if it was used wrongly.',
    '## Options of many commands',
    optionTable([...shared.values()]),
    'With `--gateway` a command asks a running gateway, also one on another machine. Without it, it works on the ' +
      'data folder; a gateway that runs there notices what has changed within a second.',
    ...commands.map((command) => section(command, shared)),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** What can be run: the commands that have none below them. */
const leavesOf = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);

const isSame = (one: Option, other: Option): boolean =>
  one.flags === other.flags && one.description === other.description;

function section(command: Command, shared: ReadonlyMap<string, Option>): string {
  const isShared = (option: Option): boolean => {
    const known = shared.get(option.flags);
    return known !== undefined && isSame(option, known);
  };
  const own = command.options.filter((option) => !isShared(option));
  const others = command.options.filter(isShared);
  const { registeredArguments: args } = command;
  const call = ['npx signal-hooks', nameOf(command), ...args.map(placeholder)].join(' ');
  const parts = [`## ${nameOf(command)}`, sentence(command.description()), fenced(call)];
  if (args.some(({ description }) => description !== '')) parts.push(argumentTable(args));
  if (own.length > 0) parts.push(optionTable(own));
  if (others.length > 0) parts.push(`Also ${others.map(({ long }) => `\`${long}\``).join(', ')}.`);
  return parts.join('\n\n');
}

/** Such as `source add`, without the program's own name. */
function nameOf(command: Command): string {
  const { parent } = command;
  const isBelow = parent !== null && parent.parent !== null;
  return isBelow ? `${nameOf(parent)} ${command.name()}` : command.name();
}

function placeholder(argument: Argument): string {
  const name = argument.name() + (argument.variadic ? '...' : '');
  return argument.required ? `<${name}>` : `[${name}]`;
}

const argumentTable = (args: readonly Argument[]): string =>
  table(
    ['argument', ''],
    args.map((argument) => [`\`${placeholder(argument)}\``, asText(argument.description)]),
  );

const optionTable = (options: readonly Option[]): string =>
  table(
    ['option', ''],
    options.map((option) => [`\`${option.flags}\``, asText(withDefault(option))]),
  );

function withDefault({ description, defaultValue }: Option): string {
  const isShown = typeof defaultValue === 'string' || typeof defaultValue === 'number';
  return isShown ? `${description} (default: ${defaultValue})` : description;
}

const fenced = (call: string): string => `\`\`\`sh\n${call}\n\`\`\``;

/** Markdown would take `<folder>` for a tag. */
const asText = (text: string): string => text.replaceAll('<', '\\<');

const sentence = (text: string): string =>
  asText(`${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`);

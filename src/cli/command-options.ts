import { type Command, Option } from 'commander';
import { ASKED_MODES } from '#src/domain/mode.ts';
import { wholeNumber } from './flag-values.ts';

/** Of commands that a running Easel can do as well. */
export function addServerOptions(command: Command): Command {
  return command
    .option('--server <url>', 'let a running Easel do it (or EASEL_SERVER)')
    .option('--key <key>', 'your API key there (better: EASEL_KEY)');
}

/** Of commands that make pictures. */
export function addPictureOptions(command: Command): Command {
  return command
    .option('-m, --model <name>', 'which model')
    .option('-n, --n <count>', 'how many pictures, 1 to 10', wholeNumber)
    .addOption(new Option('--mode <mode>', 'a grid of four, or work on one picture').choices(['auto', ...ASKED_MODES]))
    .option('--negative <words>', 'what must not be in it, where the model can')
    .option('--size <size>', 'auto or WIDTHxHEIGHT')
    .option('--aspect <ratio>', 'shape, such as 16:9')
    .option('--quality <level>', 'from low to max')
    .option('--style <style>', 'vivid or natural, where the model has it')
    .addOption(new Option('--background <kind>', 'transparent for stickers').choices(['auto', 'transparent', 'opaque']))
    .addOption(new Option('--format <format>', 'file format').choices(['png', 'jpeg', 'webp']))
    .option('--compression <0-100>', 'JPEG and WebP: 0 smallest, 100 best', wholeNumber)
    .addOption(new Option('--moderation <level>', "the provider's content filter").choices(['auto', 'low']))
    .option('--seed <number>', 'the same number makes the same picture, where the model can', wholeNumber)
    .option('--partials <0-3>', 'how many previews to ask for', wholeNumber)
    .option('-o, --output <path>', 'file or folder; several pictures get numbers')
    .option('--force', 'overwrite files')
    .option('--timeout <seconds>', 'give up after', wholeNumber)
    .option('--user <name>', 'whose credits', 'cli')
    .option('--dry-run', 'only say what it would do and cost')
    .option('-y, --yes', 'pay for a batch without being asked')
    .option('--raw', 'print one JSON document')
    .option('--verbose', 'say more');
}

#!/usr/bin/env node
import { runAsProcess } from '../command.ts';
import { ConfigError } from '../config.ts';
import { ImportError } from './archive.ts';
import { runImport } from './import.command.ts';

await runAsProcess(runImport, [ConfigError, ImportError]);

#!/usr/bin/env node
import { runAsProcess } from '../command.ts';
import { runFiles } from './files.command.ts';

await runAsProcess(runFiles);

#!/usr/bin/env node
import { runAsProcess } from '../command.ts';
import { runDatabase } from './database.command.ts';

await runAsProcess(runDatabase);

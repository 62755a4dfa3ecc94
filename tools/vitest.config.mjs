import { defineConfig } from 'vitest/config';
import { reporting } from './setup/reporting.mjs';

export default defineConfig({ test: { ...reporting(), include: ['**/*.spec.mjs'] } });

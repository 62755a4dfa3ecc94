import { buildSystem } from './manifest.js';

/** Lower bounds of what generated code needs: versions it was tried with. */
export const requirements = {
  fastapi: 'fastapi>=0.165',
  httpx: 'httpx2>=2.12',
  psycopg: 'psycopg[binary]>=3.3',
  pytest: 'pytest>=9',
  ruff: 'ruff>=0.17',
  schemathesis: 'schemathesis>=4.32',
  sqlalchemy: 'sqlalchemy>=2.1',
  uvicorn: 'uvicorn>=0.54',
} as const;

/** Build requirements, by backend. */
export const buildRequirements = {
  uv: 'uv_build>=0.8,<0.14',
  setuptools: 'setuptools>=77',
  'scikit-build-core': 'scikit-build-core>=0.11',
  maturin: 'maturin>=1.9,<2',
} as const;

/** For a workspace that does not say which Python it needs. */
export const defaultRequiresPython = '>=3.11';

/** The `[build-system]` table of projects in pure Python. */
export function uvBuild(): string {
  return buildSystem([buildRequirements.uv], 'uv_build');
}

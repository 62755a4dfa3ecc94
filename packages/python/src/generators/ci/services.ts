import { images } from './versions.js';

/** A service that integration tests can have beside them. */
export const serviceNames = ['postgres', 'redis'] as const;

/** One of {@link serviceNames}. */
export type ServiceName = (typeof serviceNames)[number];

/** How a service is started, and how tests find it. */
export interface Service {
  image: string;
  port: number;
  /** Tells whether it is ready, inside its container. */
  health: string;
  /** Variables of its container. None is a secret: it lives as long as the job. */
  settings: Readonly<Record<string, string>>;
  /** The variable that tests read, and its value for a host. */
  variable: string;
  url: (host: string) => string;
}

/** All services. */
export const services: Readonly<Record<ServiceName, Service>> = {
  postgres: {
    image: images.postgres,
    port: 5432,
    health: 'pg_isready --username postgres',
    settings: { POSTGRES_PASSWORD: 'postgres' },
    variable: 'DATABASE_URL',
    url: (host) => `postgresql+psycopg://postgres:postgres@${host}:5432/postgres`,
  },
  redis: {
    image: images.redis,
    port: 6379,
    health: 'redis-cli ping',
    settings: {},
    variable: 'REDIS_URL',
    url: (host) => `redis://${host}:6379/0`,
  },
};

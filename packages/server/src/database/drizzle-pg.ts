// As in drizzle.ts; apart from it, since some names are in both.
export * from 'drizzle-orm/pg-core';

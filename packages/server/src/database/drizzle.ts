// Drizzle's manifest has 180 KB, and Node reads it anew for each file that names the package: from here it is read once.
export * from 'drizzle-orm';

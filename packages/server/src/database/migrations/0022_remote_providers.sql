ALTER TABLE "providers" DROP CONSTRAINT "providers_kind";--> statement-breakpoint
DROP INDEX "providers_one_local";--> statement-breakpoint
CREATE UNIQUE INDEX "providers_one_keyless" ON "providers" USING btree ("dealership_id","kind") WHERE "kind" in ('local', 'remote');--> statement-breakpoint
ALTER TABLE "providers" ADD CONSTRAINT "providers_kind" CHECK ("kind" in ('local', 'remote', 'openai', 'replicate'));
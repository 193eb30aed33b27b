ALTER TABLE "provider_calls" DROP CONSTRAINT "provider_calls_cost";--> statement-breakpoint
ALTER TABLE "provider_calls" ADD COLUMN "round" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "provider_calls" ADD CONSTRAINT "provider_calls_cost" CHECK ("cost_microdollars" >= 0 and "round" >= 0);
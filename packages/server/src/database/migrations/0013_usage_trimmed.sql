ALTER TABLE "usage" DROP CONSTRAINT "usage_amounts";--> statement-breakpoint
ALTER TABLE "providers" DROP COLUMN "settings";--> statement-breakpoint
ALTER TABLE "usage" DROP COLUMN "quantity";--> statement-breakpoint
ALTER TABLE "usage_days" DROP COLUMN "quantity";--> statement-breakpoint
ALTER TABLE "usage" ADD CONSTRAINT "usage_amounts" CHECK ("cost_microdollars" >= 0);
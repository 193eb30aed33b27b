CREATE TABLE "sync_folders" (
	"id" uuid NOT NULL,
	"dealership_id" uuid NOT NULL,
	"report" jsonb NOT NULL,
	"is_paused" boolean DEFAULT false NOT NULL,
	"reported_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sync_folders_dealership_id_id_pk" PRIMARY KEY("dealership_id","id")
);
--> statement-breakpoint
ALTER TABLE "sync_folders" ADD CONSTRAINT "sync_folders_dealership" FOREIGN KEY ("dealership_id") REFERENCES "public"."dealerships"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sync_folders_reported_at" ON "sync_folders" USING btree ("reported_at");
CREATE TABLE "host_tokens" (
	"dealership_id" uuid NOT NULL,
	"host_id" uuid NOT NULL,
	"token_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "host_tokens_dealership_id_host_id_token_id_pk" PRIMARY KEY("dealership_id","host_id","token_id")
);
--> statement-breakpoint
ALTER TABLE "host_tokens" ADD CONSTRAINT "host_tokens_host" FOREIGN KEY ("dealership_id","host_id") REFERENCES "public"."hosts"("dealership_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "host_tokens_old" ON "host_tokens" USING btree ("expires_at");
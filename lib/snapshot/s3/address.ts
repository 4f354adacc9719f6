/**
 * Where a bucket answers.
 *
 * @module
 */

/** The address of a bucket. One with dots in its name fits no certificate of Amazon's, so it stands in the path. */
export function bucketUrl(
  { bucket, region, endpoint }: { bucket: string; region: string; endpoint?: string },
): string {
  if (endpoint !== undefined) return `${endpoint.replace(/\/*$/, "")}/${bucket}`;
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return bucket.includes(".")
    ? `https://s3.${region}.${domain}/${bucket}`
    : `https://${bucket}.s3.${region}.${domain}/`;
}

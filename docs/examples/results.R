# Reads the results of a sweep and draws them. Base R is enough:
#
#   Rscript docs/examples/results.R output/first picture.pdf
#
# With the package `arrow`, arrow::read_parquet("output/first/results.parquet") reads the same.

args <- commandArgs(trailingOnly = TRUE)
results <- read.csv(file.path(args[1], "results.csv"), check.names = FALSE)
points <- read.csv(file.path(args[1], "points.csv"), check.names = FALSE)
paths <- setdiff(names(points), "point")

# Replicates share their draws: the mean over replicates at a point has less noise than its parts,
# and differences between points have less than either.
goal <- "gp_requests.all_weeks"
means <- aggregate(results[c(paths, goal)], results[c("point", "scenario")], mean)
stopifnot(nrow(means) == nrow(points) * length(unique(results$scenario)))

pdf(args[2], width = 8, height = 4 * length(paths))
par(mfrow = c(length(paths), 1))
scenarios <- unique(means$scenario)
for (path in paths) {
  plot(means[[path]], means[[goal]],
    pch = match(means$scenario, scenarios), xlab = path, ylab = "GP requests per 1,000 a week"
  )
  legend("topright", legend = scenarios, pch = seq_along(scenarios))
}
invisible(dev.off())

print(summary(means[[goal]]))

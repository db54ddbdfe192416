# Fits the models of a comparison with metafor and lme4 and prints what the tests hold ours against.
# Input (standard input): CSV with the columns set, group, events, patients.
# Output: one line for each number, as set, key and value with a tab between.
suppressPackageStartupMessages({
  library(metafor)
  library(lme4)
})

rows <- read.csv(file("stdin"), colClasses = c("character", "character", "integer", "integer"))

# lme4 stops its inner search early by default, which moves estimates by up to 2e-4 where the spread is extreme; the
# finest tolerance at which it fits is used.
glmm <- function(d, ...) {
  asked <- list(xi = d$events, ni = d$patients, measure = "PLO", method = "ML", ...)
  for (tolerance in c(1e-12, 1e-11, 1e-10, 1e-9)) {
    fine <- list(glmerCtrl = list(optimizer = "bobyqa", tolPwrss = tolerance, optCtrl = list(rhoend = 1e-10)))
    fitted <- try(suppressWarnings(do.call(rma.glmm, c(asked, list(control = fine)))), silent = TRUE)
    if (!inherits(fitted, "try-error")) return(fitted)
  }
  suppressWarnings(do.call(rma.glmm, asked))
}

say <- function(set, key, value) if (!is.na(value)) cat(sprintf("%s\t%s\t%.12g\n", set, key, value))

for (set in unique(rows$set)) {
  d <- rows[rows$set == set, ]
  fitted <- rma(measure = "PLO", xi = events, ni = patients, data = d, method = "REML", test = "knha",
                control = list(threshold = 1e-10, maxiter = 10000, stepadj = 0.5))
  expected <- predict(fitted)
  say(set, "reml.logit", fitted$beta[1])
  say(set, "reml.standard_error", fitted$se)
  say(set, "reml.low", fitted$ci.lb)
  say(set, "reml.high", fitted$ci.ub)
  say(set, "reml.tau2", fitted$tau2)
  say(set, "reml.i2", fitted$I2)
  say(set, "reml.q", fitted$QE)
  say(set, "reml.q_p", fitted$QEp)
  say(set, "reml.prediction_low", expected$pi.lb)
  say(set, "reml.prediction_high", expected$pi.ub)
  left <- leave1out(fitted)
  for (i in seq_len(nrow(d))) {
    say(set, paste0("left.", i, ".logit"), left$estimate[i])
    say(set, paste0("left.", i, ".low"), left$ci.lb[i])
    say(set, paste0("left.", i, ".high"), left$ci.ub[i])
    say(set, paste0("left.", i, ".tau2"), left$tau2[i])
  }
  none <- all(d$events == 0) || all(d$events == d$patients)
  if (!none) {
    counted <- glmm(d)
    say(set, "glmm.logit", counted$beta[1])
    say(set, "glmm.standard_error", counted$se)
    say(set, "glmm.low", counted$ci.lb)
    say(set, "glmm.high", counted$ci.ub)
    say(set, "glmm.tau2", counted$tau2)
  }
  if (length(unique(d$group)) > 1 && nrow(d) > length(unique(d$group))) {
    d$arm <- factor(d$group, levels = unique(d$group))
    moderated <- rma(measure = "PLO", xi = events, ni = patients, mods = ~arm, data = d, method = "REML",
                     test = "knha", control = list(threshold = 1e-10, maxiter = 10000, stepadj = 0.5))
    say(set, "reml_test.statistic", moderated$QM)
    say(set, "reml_test.p", moderated$QMp)
    say(set, "reml_test.tau2", moderated$tau2)
    extreme <- any(tapply(d$events, d$group, sum) == 0 | tapply(d$patients - d$events, d$group, sum) == 0)
    if (!extreme) {
      counted <- glmm(d, mods = model.matrix(~arm, d)[, -1])
      say(set, "glmm_test.statistic", counted$QM)
      say(set, "glmm_test.p", counted$QMp)
      say(set, "glmm_test.tau2", counted$tau2)
    }
  }
}

package org.posthorn.policy.judgement;

import java.util.List;
import org.posthorn.events.MessageJudged.Evidence;
import org.posthorn.events.Verdict;

/// A verdict and what it rests on.
public record Judgement(Verdict verdict, List<Evidence> evidence) {}

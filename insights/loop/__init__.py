"""From a card to a decision, an action, an outcome and a case, and from cases to the next card.

freezing   findings and cards as JSON, to be shown word for word later      topics    what a card is about
terms      what an acceptance fixes                                         measuring outcomes and cases, in a job
teaching   cases and rejections for the next card                           testing   hypotheses against newer data
foreseeing what a window could tell, before acceptance                      dues      what may be measured
records    the report card's records                                        resting   what rests on a load undone since
"""

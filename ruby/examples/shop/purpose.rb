# frozen_string_literal: true

require_relative "refusal"

# What people are verified for: which law decides, and what a minor is told.
module Purpose
  LAWS = {
    "주류 구매" => [:youth_protection, "청소년에게는 주류를 판매하지 않습니다."],
    "할부 계약" => [:civil, "만 19세 미만은 법정대리인의 동의가 있어야 계약할 수 있습니다."],
    "소모임 참가" => [:child_welfare, "만 18세 미만은 참가할 수 없습니다."],
    "회원 가입" => [:guardian_consent, "만 14세 미만은 법정대리인의 동의가 있어야 가입할 수 있습니다."]
  }.freeze
  private_constant :LAWS

  # The purpose that a browser names.
  def self.known(name)
    LAWS.key?(name) ? name : raise(Refusal.new(400, "no such purpose"))
  end

  # What may be kept of a person who has the age for what they were verified for.
  def self.proof(person)
    law, sentence = LAWS.fetch(person.purpose)
    raise Refusal.new(403, sentence, reason: "minor", law: law) unless person.adult?(law)

    person.minimal(law)
  end
end

# frozen_string_literal: true

# What a shop shows, or asks, of a person; the rest of a certificate is nobody's business.
module Person
  KOREA = "+09:00"
  private_constant :KOREA

  # 홍길동 as 홍*동.
  def self.masked(name)
    last = name.length - 1
    name.each_char.with_index.map { |letter, at| at.zero? || (at > 1 && at == last) ? letter : "*" }.join
  end

  # Is 19 or older today in Korea (만 나이). `birth` is YYYY-MM-DD or YYYYMMDD; nil if it is neither.
  def self.adult?(birth, now = Time.now)
    born = birth.to_s.delete("-")
    now.getlocal(KOREA).strftime("%Y%m%d").to_i - born.to_i >= 19_0000 if born.match?(/\A\d{8}\z/)
  end
end

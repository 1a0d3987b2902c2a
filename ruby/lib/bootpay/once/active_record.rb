# frozen_string_literal: true

module Bootpay
  module Once
    # Keeps order ids in the table `bootpay_once` through Active Record.
    #
    # Inside `transaction do … end` it is part of *your* transaction: save what you keep about the person in the same
    # block, and both are kept or neither. A second `confirm` of the same verification waits for the end of that
    # transaction, and a refusal does not abort it. Outside of one it is a transaction of its own.
    class ActiveRecord
      # @param model [Class] the class whose database has the table; default: `ActiveRecord::Base`
      # @raise [ConfigError] `model` is another kind of class
      def initialize(model = ::ActiveRecord::Base)
        Once.refuse_unless(
          model.respond_to?(:connection_pool), "Once::ActiveRecord takes a class of Active Record, not #{model.class}"
        )
        @model = model
      end

      # Whether nobody consumed it before.
      # @return [Boolean]
      def consume(order_id, seconds)
        @model.connection_pool.with_connection do |connection|
          values = "#{connection.quote(order_id)}, #{Time.now.to_i + seconds}"
          # A savepoint in the caller's transaction, so that a refusal leaves it as it was.
          connection.transaction(requires_new: true) do
            connection.execute("INSERT INTO bootpay_once (order_id, expires_at) VALUES (#{values})")
          end
        end
        true
      rescue ::ActiveRecord::RecordNotUnique
        false
      end

      # Deletes the rows that nobody needs any more, and says how many.
      # @return [Integer]
      def forget_expired
        @model.connection_pool.with_connection do |connection|
          connection.delete("DELETE FROM bootpay_once WHERE expires_at < #{Time.now.to_i}")
        end
      end
    end
  end
end
